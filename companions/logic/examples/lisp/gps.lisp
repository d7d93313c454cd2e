;;; The General Problem Solver (Newell and Simon 1963): to reach a goal, find an action that brings it, and first reach
;;; what the action needs. States are lists of facts.

(defstruct action name needs adds removes)

(defun plan (state goals actions)
  "Names of actions that lead from the state to the goals, or no-plan."
  (let ((found (reach-all (cons state nil) goals actions nil)))
    (if (eq found 'no-plan) found (reverse (cdr found)))))

(defun reach-all (situation goals actions pursued)
  "Reach each goal, and check at the end that none was lost on the way. A situation is a state and what was done."
  (let ((now situation))
    (dolist (goal goals)
      (unless (eq now 'no-plan)
        (setf now (reach now goal actions pursued))))
    (if (and (not (eq now 'no-plan)) (subsetp goals (car now) :test #'equal)) now 'no-plan)))

(defun reach (situation goal actions pursued)
  (cond ((member goal (car situation) :test #'equal) situation)
        ((member goal pursued :test #'equal) 'no-plan)   ; to want it in order to get it is a circle
        (t (or (some #'(lambda (action)
                         (let ((after (try situation goal action actions pursued)))
                           (if (eq after 'no-plan) nil after)))
                     (remove-if-not #'(lambda (action) (member goal (action-adds action) :test #'equal)) actions))
               'no-plan))))

(defun try (situation goal action actions pursued)
  (let ((ready (reach-all situation (action-needs action) actions (cons goal pursued))))
    (if (eq ready 'no-plan)
        'no-plan
        (cons (append (action-adds action)
                      (set-difference (car ready) (action-removes action) :test #'equal))
              (cons (action-name action) (cdr ready))))))

(defparameter *kitchen*
  (list (make-action :name 'drink-tea :needs '(tea cup-clean) :adds '(content) :removes '(tea cup-clean))
        (make-action :name 'brew :needs '(water-hot leaves) :adds '(tea) :removes '(leaves water-hot))
        (make-action :name 'boil-water :needs '(kettle-full power) :adds '(water-hot))
        (make-action :name 'fill-kettle :needs '(tap-works) :adds '(kettle-full))
        (make-action :name 'wash-cup :needs '(tap-works) :adds '(cup-clean))
        (make-action :name 'buy-leaves :needs '(money) :adds '(leaves) :removes '(money))))
